export { BoardPage } from "./components/BoardPage.tsx";
