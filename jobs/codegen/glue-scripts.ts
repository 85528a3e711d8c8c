import { backfillSql } from './backfill-sql.js';
import { backfillScript } from './backfill.js';
import { cleanSql } from './clean-sql.js';
import { dimensionsScript } from './dimensions.js';
import { factsScript } from './facts.js';
import { historySql } from './history-sql.js';
import { importScript } from './import-file.js';
import { lakeScript } from './lake.js';
import { maintenanceScript } from './maintenance.js';
import { modelSql } from './model-sql.js';
import { tablesSql } from './tables-sql.js';
import { verifySql } from './verify-sql.js';
import { verifyScript } from './verify.js';

/** The files of jobs/glue-scripts/, by name: the script that is started, what each phase does, and the statements that they share. */
export const glueScripts = (): ReadonlyMap<string, string> =>
    new Map([
        ['lake.py', lakeScript()],
        ['facts.py', factsScript()],
        ['dimensions.py', dimensionsScript()],
        ['backfill.py', backfillScript()],
        ['verify.py', verifyScript()],
        ['maintenance.py', maintenanceScript()],
        ['import_file.py', importScript()],
        ['clean_sql.py', cleanSql()],
        ['history_sql.py', historySql()],
        ['model_sql.py', modelSql()],
        ['tables_sql.py', tablesSql()],
        ['backfill_sql.py', backfillSql()],
        ['verify_sql.py', verifySql()],
    ]);
