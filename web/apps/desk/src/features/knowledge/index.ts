export { KnowledgePage } from "./components/KnowledgePage.tsx";
