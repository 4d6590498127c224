export { Avatar } from "./avatar.tsx";
export { clock, useNow } from "./clock.ts";
export { commands, CommandRegistry, useCommandKeys, useCommandList, useCommands, type Command } from "./commands.ts";
export { clockText, dateTimeText, dayText, shortTimeText, since, sizeText, timeText } from "./durations.ts";
export { chordLabels, isEditable, isMac, matchesChord, parseChord } from "./keys.ts";
export { EmptyState, ErrorState, LoadingRows, useErrorText } from "./states.tsx";
export { themeConfig, type Density, type ThemeName } from "./theme.ts";
export { uiMessages } from "./messages.ts";
