const jestJupyterLab = require('@jupyterlab/testutils/lib/jest-config');

// Packages that ship ES modules only, so that Babel has to see them. The list of JupyterLab's own
// configuration misses some of what @jupyterlab/apputils imports.
const esModules = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@jupyter-notebook/',
  '@lezer',
  '@lumino',
  '@marijn',
  '@microsoft',
  'color',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'uuid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

const base = jestJupyterLab(__dirname);

module.exports = {
  ...base,
  // `jlpm test --coverage` fills it.
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/*.d.ts'],
  coverageReporters: ['lcov', 'text'],
  // A stage of `make test` adds --json; junit.xml would only litter the checkout.
  reporters: ['default'],
  modulePathIgnorePatterns: [
    '<rootDir>/jupyter_autograde/',
    '<rootDir>/\\.venv',
    '<rootDir>/\\.tools/',
    '<rootDir>/ui-tests/'
  ],
  roots: ['<rootDir>/src'],
  testRegex: 'src/.*/.*\\.spec\\.tsx?$',
  transform: {
    ...base.transform,
    // Types are checked once, by `jlpm typecheck:tests`; here it would triple the time.
    '^.+\\.tsx?$': [
      'ts-jest/legacy',
      { tsconfig: './tsconfig.test.json', diagnostics: false }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
