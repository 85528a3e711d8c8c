/**
 * How a task of AWS DMS loads and follows the tables; what is not said is as DMS has it.
 * Source: AWS DMS User Guide, "Specifying task settings for AWS Database Migration Service tasks".
 */
export interface DmsTaskSettings {
    readonly [section: string]: Readonly<Record<string, boolean | number | string>>;
}

export const DMS_TASK_SETTINGS: DmsTaskSettings = {
    TargetMetadata: {
        SupportLobs: true,
        // To S3, DMS carries texts without a limit only up to a size in KB. No column of tables/ is without a limit.
        FullLobMode: false,
        LimitedSizeLobMode: true,
        LobMaxSize: 64,
        // "Might result in loss of data" with S3, the guide says.
        BatchApplyEnabled: false,
    },
    FullLoadSettings: {
        // Nothing in raw is ever taken away: a reload has a folder of its own.
        TargetTablePrepMode: 'DO_NOTHING',
        MaxFullLoadSubTasks: 8,
        // A load waits for transactions that are open when it begins.
        TransactionConsistencyTimeout: 600,
        StopTaskCachedChangesApplied: false,
        StopTaskCachedChangesNotApplied: false,
    },
    ChangeProcessingDdlHandlingPolicy: {
        // Both would take the table's files out of raw.
        HandleSourceTableDropped: false,
        HandleSourceTableTruncated: false,
        HandleSourceTableAltered: true,
    },
    ErrorBehavior: {
        // A row that is left out and logged would be missing without a word: the table stops and is counted instead.
        DataErrorPolicy: 'SUSPEND_TABLE',
        DataTruncationErrorPolicy: 'SUSPEND_TABLE',
        TableErrorPolicy: 'SUSPEND_TABLE',
        // A connection that is lost is tried for again without end.
        RecoverableErrorCount: -1,
        RecoverableErrorInterval: 5,
        FailOnNoTablesCaptured: true,
        FailOnTransactionConsistencyBreached: true,
    },
    ControlTablesSettings: {
        // They would stand in raw, which has tables only.
        StatusTableEnabled: false,
        SuspendedTablesTableEnabled: false,
        HistoryTableEnabled: false,
    },
    // Needs Athena beside S3; `verify` compares the lake with its source.
    ValidationSettings: { EnableValidation: false },
    Logging: { EnableLogging: true },
};
