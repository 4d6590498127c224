import { theme as antd, type ThemeConfig } from "antd";

export type ThemeName = "light" | "dark";
export type Density = "comfortable" | "compact";

const FONT = `"PingFang SC","HarmonyOS Sans SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei UI","Microsoft YaHei","Source Han Sans SC",system-ui,-apple-system,"Segoe UI",sans-serif`;

// The same values as tokens.css: Ant Design derives its scales from concrete colours, not from variables.
const palette = {
  light: {
    colorPrimary: "#1d5fd1", colorInfo: "#1d5fd1", colorLink: "#1d5fd1", colorSuccess: "#16794a", colorWarning: "#a35200", colorError: "#bf2430",
    colorTextBase: "#1b2230", colorBgLayout: "#f4f5f7", colorBgContainer: "#ffffff", colorBgElevated: "#ffffff",
    colorBorder: "#cdd2da", colorBorderSecondary: "#e3e6eb", colorTextSecondary: "#485061", colorTextTertiary: "#646d7d",
    colorPrimaryBg: "#e9f0fc", colorSuccessBg: "#e4f4eb", colorSuccessBorder: "#b4dfc6", colorWarningBg: "#fdf1e0", colorWarningBorder: "#f0cf9c",
    colorErrorBg: "#fdeaea", colorErrorBorder: "#f3bfc2", colorInfoBg: "#e9f0fc", colorInfoBorder: "#b7cff5",
    colorTextPlaceholder: "#656e7e", colorTextDescription: "#646d7d",
  },
  dark: {
    colorPrimary: "#4f86ea", colorInfo: "#4f86ea", colorSuccess: "#3fae74", colorWarning: "#d8923a", colorError: "#e8616a",
    colorTextBase: "#e7eaf0", colorBgLayout: "#11141a", colorBgContainer: "#181c23", colorBgElevated: "#1f242d",
    colorBorder: "#3d4553", colorBorderSecondary: "#2b313c", colorTextSecondary: "#b7bdc9", colorTextTertiary: "#949cab",
    colorPrimaryBg: "#1b2b49", colorSuccessBg: "#15301f", colorSuccessBorder: "#24543a", colorWarningBg: "#362611", colorWarningBorder: "#5e4420",
    colorErrorBg: "#3a1b1f", colorErrorBorder: "#6b2f35", colorInfoBg: "#1b2b49", colorInfoBorder: "#34507f",
    colorTextPlaceholder: "#949cab", colorTextDescription: "#949cab",
    colorLink: "#74a5ff",
  },
} as const;

export function themeConfig(name: ThemeName, density: Density): ThemeConfig {
  const compact = density === "compact";
  return {
    algorithm: name === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      ...palette[name],
      fontFamily: FONT,
      borderRadius: 6,
      fontSize: compact ? 13 : 14,
      controlHeight: compact ? 28 : 32,
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Table: { cellPaddingBlock: compact ? 6 : 9, headerBg: "transparent", headerSplitColor: "transparent" },
      Tabs: { horizontalMargin: "0" },
      Form: { itemMarginBottom: 16 },
    },
  };
}
