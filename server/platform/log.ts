import { type DestinationStream, pino } from "pino";

export type Log = {
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
  debug(fields: object, sentence: string): void;
};

export function openLog(level: string, destination: DestinationStream = pino.destination(1)) {
  const options = {
    level,
    redact: ["password", "token", "*.password", "*.token", "req.headers.cookie", "req.headers.authorization"],
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination);
}
