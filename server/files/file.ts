/** What is known of a file that is kept. Its id cannot be guessed; whether one may have it is asked all the same. */
export type KeptFile = {
  id: string;
  /** Who sent it. */
  personId: number;
  name: string;
  /** What its bytes say it is. */
  type: string;
  size: number;
  sha256: string;
};

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Made of dots only: it may be shown inside a page. Everything else is downloaded. */
export const isPicture = ({ type }: Pick<KeptFile, "type">) => PICTURES.has(type);

export const isFileId = (text: string) => /^[\w-]{22}$/.test(text);
