/** Brings what is wrong to whoever cannot see the page. */
export const start = (element) => element.focus();
