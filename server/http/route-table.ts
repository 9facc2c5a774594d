import type { Request, Response } from "express";

export type Answer = (request: Request, response: Response) => Promise<void> | void;

/** One row of the route table: what is asked, which permission it needs, who answers. */
export type Route<Action extends string = string> = {
  method: "get" | "post";
  path: string;
  action: Action;
  answer: Answer;
};

/** Makes `get` and `post` that accept only the actions of the permission table. */
export function routeMakers<Action extends string>() {
  const maker =
    (method: Route["method"]) =>
    (path: string, action: Action, answer: Answer): Route<Action> => ({ method, path, action, answer });
  return { get: maker("get"), post: maker("post") };
}
