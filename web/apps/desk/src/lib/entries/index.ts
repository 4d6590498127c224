export { EntrySelect } from "./components/EntrySelect.tsx";
export { useQuestions } from "./api/entries.ts";
