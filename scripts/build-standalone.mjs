// Builds src/standalone.tsx, the page that the service shows outside JupyterLab, into one script and
// one style sheet. `--watch` keeps building. The result is ignored by git and shipped in the wheel.
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, 'jupyter_autograde/service/pages/static');

/** An SVG is text for a LabIcon and a data URL for a style sheet. */
const svg = {
  name: 'svg',
  setup(build) {
    build.onResolve({ filter: /\.svg$/ }, args =>
      args.kind === 'url-token'
        ? {
            path: path.resolve(args.resolveDir, args.path),
            namespace: 'svg-url'
          }
        : undefined
    );
    build.onLoad({ filter: /.*/, namespace: 'svg-url' }, async args => ({
      contents: await readFile(args.path),
      loader: 'dataurl'
    }));
  }
};

const options = {
  absWorkingDir: root,
  entryPoints: { standalone: 'src/standalone.tsx' },
  outdir,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  loader: {
    '.svg': 'text',
    '.png': 'dataurl',
    '.gif': 'dataurl',
    '.woff': 'dataurl',
    '.woff2': 'dataurl',
    '.ttf': 'dataurl',
    '.eot': 'dataurl'
  },
  plugins: [svg],
  logLevel: 'warning'
};

await mkdir(outdir, { recursive: true });
if (process.argv.includes('--watch')) {
  const context = await esbuild.context({ ...options, logLevel: 'info' });
  await context.watch();
} else {
  await esbuild.build(options);
  for (const name of ['standalone.js', 'standalone.css']) {
    const { size } = await stat(path.join(outdir, name));
    console.log(`${name} ${(size / 1024).toFixed(0)} kB`);
  }
}
