export { SilentSeatPage } from "./components/SilentSeatPage.tsx";
