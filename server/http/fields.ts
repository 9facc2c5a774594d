import { randomBytes } from "node:crypto";
import { escapeHtml, type SafeHtml, trust } from "#server/platform/html.ts";
import type { Draft } from "./form.ts";
import { icon } from "./icons.ts";

export type Option = { value: string; label: string };

export type Field = {
  draft: Draft;
  name: string;
  label: string;
  type?: "text" | "email" | "password" | "search" | "date" | "number" | "textarea" | "select" | "radios";
  hint?: string;
  autocomplete?: string;
  options?: readonly Option[];
  rows?: number;
  most?: number;
  isOptional?: boolean;
};

/** One labelled field of a form, with its hint and what is wrong with it, tied together for screen readers. */
export function field(given: Field): SafeHtml {
  const { name, draft, hint } = given;
  const wrong = draft.errors[name];
  const described = [hint ? `${name}-hint` : "", wrong ? `${name}-error` : ""].filter(Boolean).join(" ");
  const common = `id="${name}" name="${name}"${described ? ` aria-describedby="${described}"` : ""}${wrong ? ' aria-invalid="true"' : ""}`;
  const label = `${escapeHtml(given.label)}${given.isOptional ? ' <span class="hint">optional</span>' : ""}`;
  const help = hint ? `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>` : "";
  const error = wrong ? `<p class="error" id="${name}-error">${icon("warning")}${escapeHtml(wrong)}</p>` : "";
  if (given.type === "radios") {
    return trust(
      `<fieldset class="field-row"${described ? ` aria-describedby="${described}"` : ""} id="${name}"><legend>${label}</legend>${help}${error}<div class="choices">${radios(given)}</div></fieldset>`,
    );
  }
  return trust(
    `<div class="field-row"><label for="${name}">${label}</label>${help}${error}${control(given, common)}</div>`,
  );
}

function control(
  { name, draft, type = "text", options = [], rows = 6, most = 1000, autocomplete }: Field,
  common: string,
): string {
  const value = escapeHtml(draft.values[name] ?? "");
  if (type === "textarea") return `<textarea ${common} rows="${rows}" maxlength="${most}">\n${value}</textarea>`;
  if (type === "select")
    return `<select ${common}>${options.map((one) => choice(one, draft.values[name] ?? "")).join("")}</select>`;
  const complete = autocomplete ? ` autocomplete="${autocomplete}"` : "";
  return `<input ${common} type="${type}" value="${type === "password" ? "" : value}" maxlength="${most}"${complete}>`;
}

const choice = ({ value, label }: Option, chosen: string) =>
  `<option value="${escapeHtml(value)}"${value === chosen ? " selected" : ""}>${escapeHtml(label)}</option>`;

const radios = ({ name, draft, options = [] }: Field) =>
  options
    .map(
      ({ value, label }) =>
        `<label><input type="radio" name="${name}" value="${escapeHtml(value)}"${value === draft.values[name] ? " checked" : ""}> ${escapeHtml(label)}</label>`,
    )
    .join("");

/** What is wrong with a form, on top of it, each line leading to its field. */
export function errorSummary(draft: Draft): SafeHtml {
  const wrong = Object.entries(draft.errors).filter((entry) => entry[1] !== undefined);
  if (wrong.length === 0) return trust("");
  const title = wrong.length === 1 ? "One thing needs your attention" : `${wrong.length} things need your attention`;
  const lines = wrong.map(([name, sentence]) => `<li><a href="#${name}">${escapeHtml(sentence)}</a></li>`).join("");
  return trust(`<div class="errors" role="alert" tabindex="-1" data-focus><h2>${title}</h2><ul>${lines}</ul></div>`);
}

export const tokenField = (csrf: string) => trust(`<input type="hidden" name="_csrf" value="${csrf}">`);

/** Makes a form safe to submit twice: the action does its work for the first of equal ids only. */
export const submissionField = () =>
  trust(`<input type="hidden" name="_once" value="${randomBytes(16).toString("base64url")}">`);
