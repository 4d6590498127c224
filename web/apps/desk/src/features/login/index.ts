export { LoginPage } from "./components/LoginPage.tsx";
