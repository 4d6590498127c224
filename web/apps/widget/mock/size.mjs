// What a customer's browser downloads, gzip -9. The styles are inside the script; they are counted apart as well.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "..", "dist");
const files = ["widget.js", ...readdirSync(join(dist, "chat/assets")).map((f) => `chat/assets/${f}`)];
for (const name of files) {
  const bytes = readFileSync(join(dist, name));
  const styles = /`:host[^`]*`/.exec(bytes.toString())?.[0] ?? "";
  const kb = (n) => `${(n / 1024).toFixed(1)} KB`;
  const packed = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name}: ${kb(bytes.length)}, gzip ${kb(packed)}${styles ? ` (without the styles inside: ${kb(gzipSync(bytes.toString().replace(styles, "``"), { level: 9 }).length)})` : ""}`);
}
