import { openContext } from "#server/context.ts";
import { timetable } from "#server/jobs.ts";
import { DAY, SECOND } from "#server/platform/clock.ts";
import { readConfig } from "#server/platform/config.ts";
import { startJobs } from "#server/platform/scheduler.ts";
import { fastClock } from "./fast-clock.ts";

/** The process that is killed: the portal's own jobs that tell people, on a clock that runs fast. */
const NAMES = ["send mail", "bring clocks up to date", "watch the clocks", "move the ladders"];
const OFTEN = SECOND / 20;

const config = readConfig();
const { ctx } = await openContext(config, () => {});
ctx.clock = fastClock(Number(process.argv[2]), Number(process.argv[3]));
const jobs = timetable.filter(({ name }) => NAMES.includes(name)).map((job) => ({ ...job, every: OFTEN }));
const running = startJobs(ctx, jobs, { isAlone: config.databaseUrl === undefined, beat: SECOND / 10 });
ctx.wakeOutbox = () => running.wake("send mail");
process.send?.("ready");
process.on("disconnect", () => process.exit(0));
setTimeout(() => process.exit(0), DAY);
