import "./avatar.css";

/** Initial of a name on a quiet ground; customers without a name show their kind. */
export function Avatar({ name, size = 32, tone = "plain" }: { name: string | null; size?: number; tone?: "plain" | "accent" }) {
  const letter = name ? (/[\u4e00-\u9fff]/.test(name) ? name.slice(-1) : name.slice(0, 1).toUpperCase()) : "客";
  return (
    <span
      className={`td-avatar td-avatar-${tone}`}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.44) }}
      aria-hidden="true"
    >
      {letter}
    </span>
  );
}
