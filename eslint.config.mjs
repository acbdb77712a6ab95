import js from '@eslint/js';
import jupyterPlugin from '@jupyter/eslint-plugin';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom in src/: plugins → widgets → components, plugins and widgets → models → api.
 * The layers that a folder must not reach, by the folder's name.
 */
const FORBIDDEN = {
  components: ['plugins', 'widgets', 'models', 'api'],
  widgets: ['plugins', 'api'],
  models: ['plugins', 'widgets', 'components'],
  api: ['plugins', 'widgets', 'components', 'models']
};

/** What a component may not need from a package: requests, documents, the application. */
const NOT_IN_COMPONENTS = {
  group: [
    '@jupyterlab/services',
    '@jupyterlab/application',
    '@jupyterlab/docmanager',
    '@jupyterlab/notebook'
  ],
  message: 'Components take props and callbacks; requests belong to src/api.'
};

/** Types cross a layer freely: they are gone when the program runs. */
function layer(folder) {
  const patterns = [
    {
      group: FORBIDDEN[folder].map(name => `**/${name}/**`),
      message: `src/${folder} must not import this layer (see eslint.config.mjs).`,
      allowTypeImports: true
    }
  ];
  if (folder === 'components') {
    patterns.push(NOT_IN_COMPONENTS);
  }
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    ignores: ['**/__tests__/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }]
    }
  };
}

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/lib/',
      '**/coverage/',
      '.*/',
      'jupyter_autograde/',
      'src/api/types.ts',
      '**/test-results/',
      '**/playwright-report/',
      'ui-tests/notebooks/',
      'docs/',
      'tests/',
      'benchmarks/',
      'deploy/',
      'build/',
      'dist/',
      '**/*.d.ts'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  { plugins: { jupyter: jupyterPlugin } },
  jupyterPlugin.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        project: ['tsconfig.test.json', 'ui-tests/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' }
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'prefer-arrow-callback': 'error',
      // Where a dynamic import pays is measured, not guessed.
      'jupyter/prefer-lazy-imports': 'off'
    }
  },
  ...Object.keys(FORBIDDEN).map(layer),
  {
    files: ['src/**/__tests__/**'],
    languageOptions: { globals: { ...globals.jest } },
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  {
    // The tests name the plugin they look for; pages are plain text to them.
    files: ['ui-tests/**'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { ...globals.node } },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { ...globals.node } }
  },
  {
    files: ['style/*.js'],
    languageOptions: { sourceType: 'module' }
  },
  prettierRecommended
);
