export { TrainingPage } from "./components/TrainingPage.tsx";
