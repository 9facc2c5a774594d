import { beat } from "#server/admin/heartbeat.ts";
import { sealTrail } from "#server/audit/seals.ts";
import { watchTrail } from "#server/audit/verify.ts";
import { watchExperiments } from "#server/experiment/watching.ts";
import { forgetWaitingFiles, sweepContents } from "#server/files/sweeping.ts";
import { writeJournal } from "#server/journeys/journal.ts";
import { forgetOldEvents } from "#server/journeys/retention.ts";
import { checkLinks } from "#server/knowledge/checking-links.ts";
import { sendDigests } from "#server/knowledge/digest.ts";
import { learnAskedWords } from "#server/knowledge/learning.ts";
import { followChanges } from "#server/knowledge/library.ts";
import { writeMissing } from "#server/knowledge/missing.ts";
import { tellSubscribers } from "#server/knowledge/news.ts";
import { playReplays } from "#server/knowledge/replays.ts";
import { learnStandings } from "#server/knowledge/standing.ts";
import { noteReopenings, watchDue } from "#server/knowledge/watching.ts";
import { makeNextCall } from "#server/notifications/calling.ts";
import { fetchMail } from "#server/notifications/fetching.ts";
import { forgetOldCalls, forgetOldNotices } from "#server/notifications/forgetting.ts";
import { forgetOldMail } from "#server/notifications/keeping-mail.ts";
import { writeOpened } from "#server/notifications/opened.ts";
import { sendNextMessage } from "#server/notifications/outbox.ts";
import { forgetOldLinks } from "#server/people/links.ts";
import { forgetOldAttempts } from "#server/people/throttle.ts";
import { tellOfTokens } from "#server/people/token-reminders.ts";
import { writeTokenNews } from "#server/people/tokens.ts";
import { forgetOldSessions, writeTouches } from "#server/people/touches.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import { forgetOldSubmissions } from "#server/platform/once.ts";
import type { Job } from "#server/platform/scheduler.ts";
import { countArticles } from "#server/reports/article-weeks.ts";
import { findGaps } from "#server/reports/gaps-finding.ts";
import { lockBaseline } from "#server/reports/goal-setting.ts";
import { deriveJourneys } from "#server/reports/journeys.ts";
import { queueMonthly } from "#server/reports/monthly.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";
import { countSearchWeeks } from "#server/reports/search-weeks.ts";
import { askAboutElsewhere, askTheSilent, forgetWhoWasAsked } from "#server/reports/survey.ts";
import { letGoSlowly } from "#server/tickets/brake-pace.ts";
import { updateClocks, watchClocks } from "#server/tickets/clocks.ts";
import { watchAbsences } from "#server/tickets/coverage-watching.ts";
import { forgetOldDrills } from "#server/tickets/drill-forgetting.ts";
import { forgetWhoAskedElsewhere } from "#server/tickets/elsewhere.ts";
import { watchLadders } from "#server/tickets/escalating.ts";
import { guessLabels } from "#server/tickets/guessing.ts";
import { tellOfIncidents } from "#server/tickets/incident-telling.ts";
import { noteLikelyAnswers } from "#server/tickets/likely.ts";
import { noteLostSteps } from "#server/tickets/lost-steps.ts";
import { sortNextMail } from "#server/tickets/mail-in.ts";
import { makeNextLive } from "#server/tickets/making-live.ts";
import { tellOutOfTime } from "#server/tickets/out-of-time.ts";
import { followRules } from "#server/tickets/ruling.ts";
import { followSilence } from "#server/tickets/silence.ts";
import { wakeTickets } from "#server/tickets/snoozing.ts";
import { tellAskers } from "#server/tickets/telling-askers.ts";
import { tellOfUsedUp } from "#server/tickets/used-up-mailing.ts";

/** Everything that happens by itself. What catches up first: mail that came in (1), then clocks, then ladders. */
export const timetable: Job[] = [
  { name: "write what readers did", every: SECOND, ofEachProcess: true, work: writeJournal },
  { name: "follow the articles", every: 2 * SECOND, ofEachProcess: true, work: followChanges },
  { name: "count missing pages", every: 5 * SECOND, ofEachProcess: true, work: writeMissing },
  { name: "look at every link", every: DAY, work: checkLinks },
  { name: "tell whose question became an article", every: MINUTE, work: tellAskers },
  { name: "tell of incidents", every: 5 * SECOND, work: tellOfIncidents },
  { name: "tell what became new", every: 10 * MINUTE, work: tellSubscribers },
  { name: "write what was opened", every: SECOND, ofEachProcess: true, work: writeOpened },
  { name: "call webhooks", every: 5 * SECOND, work: makeNextCall },
  { name: "fetch mail", every: 30 * SECOND, catchesUp: 1, work: fetchMail },
  { name: "sort mail", every: 5 * SECOND, catchesUp: 1, work: sortNextMail },
  { name: "forget old mail", every: HOUR, work: forgetOldMail },
  { name: "make imported tickets live", every: 2 * SECOND, work: makeNextLive },
  { name: "send mail", every: 5 * SECOND, work: sendNextMessage },
  { name: "bring clocks up to date", every: 15 * SECOND, catchesUp: 2, work: updateClocks },
  { name: "see whom ladders could not reach", every: 15 * SECOND, work: noteLostSteps },
  { name: "move the ladders", every: 15 * SECOND, catchesUp: 4, work: watchLadders },
  { name: "watch the clocks", every: 15 * SECOND, catchesUp: 3, work: watchClocks },
  { name: "let go what the storm brake holds", every: 15 * SECOND, work: letGoSlowly },
  { name: "tell whose calendar has no time left", every: 10 * MINUTE, work: tellOutOfTime },
  { name: "tell whose ladder is used up", every: 10 * MINUTE, work: tellOfUsedUp },
  { name: "say outside that all is well", every: MINUTE, work: beat },
  { name: "write when sessions were seen", every: 5 * SECOND, ofEachProcess: true, work: writeTouches },
  { name: "write when tokens were used", every: 5 * SECOND, ofEachProcess: true, work: writeTokenNews },
  { name: "tell whose tokens end", every: HOUR, work: tellOfTokens },
  { name: "seal the audit trail", every: HOUR, work: sealTrail },
  { name: "check the audit trail", every: DAY, work: watchTrail },
  { name: "label what nobody labelled", every: HOUR, work: guessLabels },
  { name: "see which articles answer", every: 10 * SECOND, work: noteLikelyAnswers },
  { name: "end holds that are over", every: 30 * SECOND, work: wakeTickets },
  { name: "give tickets by rules", every: 2 * SECOND, work: followRules },
  { name: "see what absences open", every: MINUTE, work: watchAbsences },
  { name: "remind and close what waits", every: MINUTE, work: followSilence },
  { name: "forget old sessions", every: HOUR, work: forgetOldSessions },
  { name: "forget old sign-in failures", every: HOUR, work: forgetOldAttempts },
  { name: "forget old links", every: HOUR, work: forgetOldLinks },
  { name: "forget files nothing holds", every: HOUR, work: forgetWaitingFiles },
  { name: "sweep bytes nothing names", every: MINUTE, work: sweepContents },
  { name: "forget old notifications", every: HOUR, work: forgetOldNotices },
  { name: "forget old webhook calls", every: HOUR, work: forgetOldCalls },
  { name: "forget old practices", every: HOUR, work: forgetOldDrills },
  { name: "forget old submissions", every: HOUR, work: forgetOldSubmissions },
  { name: "derive journeys", every: 10 * SECOND, work: deriveJourneys },
  { name: "replay searches", every: 2 * SECOND, work: playReplays },
  { name: "learn what helped", every: 5 * MINUTE, ofEachProcess: true, work: learnStandings },
  { name: "learn what people ask", every: MINUTE, work: learnAskedWords },
  { name: "count what articles did", every: MINUTE, work: countArticles },
  { name: "count the searches", every: MINUTE, work: countSearchWeeks },
  { name: "find the gaps", every: 10 * MINUTE, work: findGaps },
  { name: "watch the experiment", every: 10 * MINUTE, work: watchExperiments },
  { name: "count the weeks", every: 10 * SECOND, work: refreshWeeks },
  { name: "ask some of the silent", every: HOUR, work: askTheSilent },
  { name: "ask some about questions elsewhere", every: HOUR, work: askAboutElsewhere },
  { name: "forget who was asked", every: HOUR, work: forgetWhoWasAsked },
  { name: "tell managers once a month", every: HOUR, work: queueMonthly },
  { name: "lock the baseline", every: HOUR, work: lockBaseline },
  { name: "note what was opened again", every: MINUTE, work: noteReopenings },
  { name: "find what articles are due", every: 5 * MINUTE, work: watchDue },
  { name: "tell owners what is due", every: 10 * MINUTE, work: sendDigests },
  { name: "forget who asked elsewhere", every: HOUR, work: forgetWhoAskedElsewhere },
  { name: "forget old events", every: HOUR, work: forgetOldEvents },
];
