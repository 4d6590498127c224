import { configure } from "@testing-library/react";

// Whole screens in jsdom take seconds on a busy machine.
configure({ asyncUtilTimeout: 15_000 });
