import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { ownFeed } from "./feed.ts";
import { type Subscription, subscriptionsOf } from "./subscribing.ts";

type SubscriptionsPage = {
  title: string;
  rows: (Subscription & { href: string; action: string })[];
  feed: string | null;
  isMailSetUp: boolean;
};
export const subscriptionsView = view<SubscriptionsPage>("knowledge/subscriptions");

export async function subscriptionsPage(ctx: Context, by: Person): Promise<SubscriptionsPage> {
  const rows = await subscriptionsOf(ctx, by);
  return {
    title: "Mail and feed about articles",
    rows: rows.map((one) => {
      const href = `/${one.kind === "article" ? "articles" : "categories"}/${one.slug}`;
      return { ...one, href, action: `${href}/subscription` };
    }),
    feed: await ownFeed(ctx, by),
    isMailSetUp: ctx.mailer !== null,
  };
}

type UnsubscribePage = { title: string; action: string; isDone: boolean };
export const unsubscribeView = view<UnsubscribePage>("knowledge/unsubscribe", "bare");

export const unsubscribePage = (action: string, isDone: boolean): UnsubscribePage => ({
  title: isDone ? "These mails have ended" : "End mail about articles",
  action,
  isDone,
});
