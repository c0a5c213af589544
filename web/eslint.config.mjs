import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [".next/", "out/", "dist/", "src/api/schema.d.ts", "next-env.d.ts", "playwright-report/", "test-results/"],
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // Safari before 16.4 cannot read a script that has one: a blank page.
      "no-restricted-syntax": ["error", { selector: "Literal[regex.pattern=/\\(\\?<[=!]/]", message: "no lookbehind" }],
    },
  },
  { files: ["src/**/*.tsx", "src/**/*.ts"], ...reactHooks.configs.flat.recommended },
  // Playwright's fixtures take a callback that is named `use`; it is no hook.
  { files: ["e2e/**/*.ts"], rules: { "no-empty-pattern": "off" } },
);
