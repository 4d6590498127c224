export { PortraitsPage } from "./components/PortraitsPage.tsx";
