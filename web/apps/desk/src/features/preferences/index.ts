export { PreferencesPage } from "./components/PreferencesPage.tsx";
