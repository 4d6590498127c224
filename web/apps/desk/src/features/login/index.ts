export { LoginPage } from "./components/LoginPage.tsx";
export { FirstPasswordPage } from "./components/FirstPasswordPage.tsx";
