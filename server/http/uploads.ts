import type { Readable } from "node:stream";
import type { Request, RequestHandler } from "express";
import multer, { MulterError, type StorageEngine } from "multer";
import { forbidden, Refusal } from "#server/platform/errors.ts";

declare global {
  namespace Express {
    interface Request {
      /** What was kept of the files that came along, by the ids they were kept under. */
      uploads?: string[];
      /** Why a file was not kept. Everything else in the form is there. */
      uploadProblem?: string;
    }
  }
}

export const MOST_FILES = 10;
export const LARGEST_FILE = 10 * 1024 * 1024;

type Keeper = {
  /** Is this a form that may bring files? Asked before a byte of it is read. */
  accepts(request: Request): boolean;
  /** Is the form ours? Its token stands before its files. */
  isOurs(request: Request): boolean;
  keep(request: Request, file: { name: string; bytes: Readable }): Promise<string>;
  drop(id: string): Promise<void>;
};

/** Reads forms with files: the files are kept while they arrive, never whole in memory, and within limits. */
export function readUploads(keeper: Keeper): RequestHandler {
  const read = multer({
    storage: storageFor(keeper),
    limits: {
      files: MOST_FILES,
      fileSize: LARGEST_FILE,
      fields: 60,
      parts: 80,
      fieldSize: 1024 * 1024,
      fieldNameSize: 100,
    },
    defParamCharset: "utf8",
  } as multer.Options).array("files");
  return (request, response, next) => {
    if (!request.is("multipart/form-data") || !keeper.accepts(request)) return next();
    read(request, response, (error: unknown) => {
      request.uploads = ((request.files ?? []) as Express.Multer.File[]).map(({ filename }) => filename);
      const problem = sentenceFor(error);
      if (problem === null) return next(error);
      request.uploadProblem = problem;
      next();
    });
  };
}

function storageFor({ isOurs, keep, drop }: Keeper): StorageEngine {
  return {
    _handleFile: (request, file, done) => {
      if (!isOurs(request)) return done(forbidden("Reload the page and send it again."));
      keep(request, { name: file.originalname, bytes: file.stream }).then(
        (filename) => done(null, { filename }),
        (error) => done(error),
      );
    },
    _removeFile: (_request, file, done) => {
      drop(file.filename).then(
        () => done(null),
        (error) => done(error),
      );
    },
  };
}

const SENTENCES: Record<string, string> = {
  LIMIT_FILE_SIZE: `A file may have up to ${LARGEST_FILE / 1024 / 1024} MB. Send the telling part of it.`,
  LIMIT_FILE_COUNT: `Up to ${MOST_FILES} files go with one message.`,
  LIMIT_UNEXPECTED_FILE: `Up to ${MOST_FILES} files go with one message.`,
};

/** Null: nothing to tell, or nothing that is told here. */
function sentenceFor(error: unknown): string | null {
  if (error instanceof MulterError) return SENTENCES[error.code] ?? "The form did not arrive whole. Send it again.";
  return error instanceof Refusal && error.status === 422 ? error.message : null;
}
