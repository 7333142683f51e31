// Builds every src/NAME.js and src/NAME.css (not NAME.inc.css) into ASSET_OUT, and one sprite of the icons named in src/icons.txt.
import * as esbuild from "esbuild";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";

const outdir = process.env.ASSET_OUT ?? "../changai/ui/static/changai";
const sources = (await readdir("src")).filter((name) => /^[^.]+\.(js|css)$/.test(name));
await esbuild.build({
  entryPoints: sources.map((name) => `src/${name}`),
  bundle: true,
  minify: true,
  target: ["es2022"],
  charset: "utf8",
  outdir,
  legalComments: "linked",
  logLevel: "warning",
  loader: { ".svg": "dataurl" },
});

const icons = (await readFile("src/icons.txt", "utf8")).split(/\s+/).filter(Boolean);
const symbols = await Promise.all(
  icons.map(async (name) => {
    const svg = await readFile(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
    return svg
      .replace(/<svg[^>]*viewBox="([^"]+)"[^>]*>/, `<symbol id="${name}" viewBox="$1">`)
      .replace("</svg>", "</symbol>")
      .replace(/\s+/g, " ");
  }),
);
await mkdir(outdir, { recursive: true });
await writeFile(`${outdir}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
await copyFile("src/mark.svg", `${outdir}/mark.svg`);
