import type { Endpoint } from "./endpoint.ts";
import { knowledgeEndpoints } from "./knowledge-endpoints.ts";
import { programmeEndpoints } from "./programme-endpoints.ts";
import { reportEndpoints } from "./report-endpoints.ts";
import { ticketEndpoints } from "./ticket-endpoints.ts";

/** Everything programs may ask for, in the order it is explained in. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...knowledgeEndpoints,
  ...ticketEndpoints,
  ...reportEndpoints,
  ...programmeEndpoints,
];
