import { AsyncLocalStorage } from "node:async_hooks";
import type { Dialect } from "kysely";

/** True while a transaction's function runs. */
export const insideTransaction = new AsyncLocalStorage<true>();

/**
 * Refuses a query that goes to the outer database while a transaction is open around it: on SQLite it would wait
 * for itself for ever, on PostgreSQL it would slip past the transaction without a word.
 */
export function fenced(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => {
      const driver = dialect.createDriver();
      const acquire = driver.acquireConnection.bind(driver);
      driver.acquireConnection = (options) => {
        if (insideTransaction.getStore())
          throw new Error("This query slipped past its transaction: use the ctx the transaction hands you.");
        return acquire(options);
      };
      return driver;
    },
  };
}
