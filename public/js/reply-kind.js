/** Says in the empty field who will read it: a reply and a note must not be taken for each other. */
export function start(form) {
  const field = form.querySelector("textarea");
  const say = () => {
    field.placeholder = field.dataset[form.elements.kind?.value ?? "public"];
  };
  form.addEventListener("change", say);
  say();
}
