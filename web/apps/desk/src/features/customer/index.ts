export { CustomerPage } from "./components/CustomerPage.tsx";
export { SearchPage } from "./components/SearchPage.tsx";
export { CustomerPanel, type PanelProps } from "./components/CustomerPanel.tsx";
