import { cleanSql } from './clean-sql.js';
import { dimensionsScript } from './dimensions.js';
import { factsScript } from './facts.js';
import { modelSql } from './model-sql.js';
import { tablesSql } from './tables-sql.js';

/** The files of jobs/glue-scripts/, by name: a script for each phase, and the statements that they share. */
export const glueScripts = (): ReadonlyMap<string, string> =>
    new Map([
        ['facts.py', factsScript()],
        ['dimensions.py', dimensionsScript()],
        ['clean_sql.py', cleanSql()],
        ['model_sql.py', modelSql()],
        ['tables_sql.py', tablesSql()],
    ]);
