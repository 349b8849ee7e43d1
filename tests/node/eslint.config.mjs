// Lints the resolvers as AppSync does on saving them: the rules of its own plugin, which need types.
import appsync from '@aws-appsync/eslint-plugin';

export default [
  {
    ...appsync.configs.recommended,
    files: ['**/*.js'],
    languageOptions: {
      ...appsync.configs.recommended.languageOptions,
      parserOptions: { project: process.env.RESOLVERS_TSCONFIG },
    },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
];
