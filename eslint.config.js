import js from "@eslint/js";

const MARKUP = "Texts of alerts are hostile: build elements.";

export default [
  js.configs.recommended,
  {
    rules: {
      // The type checker knows what browsers have.
      "no-undef": "off",
      eqeqeq: "error",
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: MARKUP })),
      ],
    },
  },
];
