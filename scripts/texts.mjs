// Texts of the interface, for translators. `jlpm texts` takes them out of src/, schema/ and the service's pages into the
// template, brings each translation to it (what is gone is left out, what is new has no translation yet), and writes the
// JSON that JupyterLab and the service's own pages load. `--check` only says whether template and JSON are current.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GettextExtractor, JsExtractors } from 'gettext-extractor';
import PO from 'pofile';

/** As `trans.load` has it, and the entry point `jupyterlab.locale` in pyproject.toml. */
const DOMAIN = 'jupyter_autograde';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const locales = path.join(root, 'jupyter_autograde/locale');
const template = path.join(locales, `${DOMAIN}.pot`);

/** How bundles of texts are called in src/. */
const BUNDLES = [
  'trans',
  '[this].trans',
  'options.trans',
  '[this].options.trans',
  'panel.trans',
  'props.trans'
];

/** What is translated in a schema: contexts by selector. */
const IN_SCHEMAS = JSON.parse(
  readFileSync(path.join(root, 'src/plugins/translated-in-schemas.json'))
).map(([selector, context]) => [new RegExp(selector), context]);

/** Where the service's pages have theirs: a name and a string on a line, see the class Text. */
const SENTENCES = 'jupyter_autograde/service/pages/sentences.py';
const IN_SENTENCES = /^ {4}[A-Z_]+ = ("[^"\\]+")/gm;

/** Return all texts of the sources, in the order of the alphabet. */
function extracted() {
  const extractor = new GettextExtractor();
  const call = (name, args) =>
    JsExtractors.callExpression(
      BUNDLES.map(bundle => `${bundle}.${name}`),
      { arguments: args }
    );
  extractor
    .createJsParser([
      call('__', { text: 0 }),
      call('_n', { text: 0, textPlural: 1 }),
      call('_p', { context: 0, text: 1 }),
      call('_np', { context: 0, text: 1, textPlural: 2 })
    ])
    .parseFilesGlob('src/**/!(*.spec|types).@(ts|tsx)', {
      cwd: root,
      ignore: 'src/__tests__/**'
    });
  const texts = new Map();
  const add = (text, plural, context) => {
    const key = keyOf(text, context);
    const known = texts.get(key);
    texts.set(key, { text, context, plural: plural ?? known?.plural ?? null });
  };
  for (const { context, text, textPlural } of extractor.getMessages()) {
    add(text, textPlural, context);
  }
  for (const name of readdirSync(path.join(root, 'schema')).sort()) {
    const file = path.join(root, 'schema', name);
    for (const [text, context] of ofSchema(JSON.parse(readFileSync(file)))) {
      add(text, null, context);
    }
  }
  const sentences = readFileSync(path.join(root, SENTENCES), 'utf8');
  for (const [, literal] of sentences.matchAll(IN_SENTENCES)) {
    add(JSON.parse(literal), null, null);
  }
  return [...texts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text);
}

function* ofSchema(value, place = '') {
  if (typeof value === 'string') {
    const found = IN_SCHEMAS.find(([selector]) => selector.test(place));
    if (found && value) {
      yield [value, found[1]];
    }
  } else if (value && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      yield* ofSchema(inner, `${place}/${name}`);
    }
  }
}

/** As gettext has it in compiled files. */
function keyOf(text, context) {
  return context ? `${context}\u0004${text}` : text;
}

/** A file with all texts; `known` gives those of a translation. */
function catalog(texts, headers, known) {
  const po = new PO();
  po.headers = headers;
  po.items = texts.map(({ context, plural, text }) => {
    const item = new PO.Item();
    item.msgid = text;
    item.msgctxt = context ?? null;
    item.msgid_plural = plural;
    const before = known.get(keyOf(text, context));
    const forms = plural === null ? 1 : 2;
    item.msgstr =
      before?.msgstr.length === forms ? before.msgstr : Array(forms).fill('');
    item.comments = before?.comments ?? [];
    return item;
  });
  // Headers without a value are no dates, and other programs refuse them.
  return `${po
    .toString()
    .replace(/^"[\w-]+: \\n"\n/gm, '')
    .trimEnd()}\n`;
}

/** What `Gettext.loadJSON` of @jupyterlab/translation reads. */
function compiled(po, locale) {
  const data = {
    '': {
      domain: DOMAIN,
      language: locale.replace('_', '-'),
      plural_forms: po.headers['Plural-Forms'],
      version: JSON.parse(readFileSync(path.join(root, 'package.json'))).version
    }
  };
  for (const item of po.items) {
    if (item.msgstr.every(Boolean)) {
      data[keyOf(item.msgid, item.msgctxt)] = item.msgstr;
    }
  }
  return `${JSON.stringify(data, null, 1)}\n`;
}

function read(file) {
  const po = PO.parse(readFileSync(file, 'utf8'));
  return {
    headers: po.headers,
    known: new Map(
      po.items.map(item => [keyOf(item.msgid, item.msgctxt), item])
    )
  };
}

const HEADERS = {
  'Project-Id-Version': 'jupyter-autograde',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=UTF-8',
  'Content-Transfer-Encoding': '8bit'
};

/** All files as they have to be. */
function* files() {
  const texts = extracted();
  yield [template, catalog(texts, HEADERS, new Map())];
  for (const entry of readdirSync(locales, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      const base = path.join(locales, entry.name, 'LC_MESSAGES', DOMAIN);
      const { headers, known } = read(`${base}.po`);
      const po = catalog(texts, headers, known);
      yield [`${base}.po`, po];
      yield [`${base}.json`, compiled(PO.parse(po), entry.name)];
    }
  }
}

const check = process.argv.includes('--check');
let stale = false;
for (const [file, content] of files()) {
  let there = null;
  try {
    there = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  }
  if (there !== content) {
    stale = true;
    const name = path.relative(root, file);
    if (check) {
      console.error(`${name} is not what the sources say: run jlpm texts.`);
    } else {
      writeFileSync(file, content);
      console.log(`${name} written`);
    }
  }
}
process.exitCode = check && stale ? 1 : 0;
