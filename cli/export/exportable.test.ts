import { describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { exportable, exportables } from './exportable.js';

describe('exportable', () => {
    it.each([
        ['model.fact_user_events', '"model"."fact_user_events"', 'event_date'],
        ['fact_user_events', '"model"."fact_user_events"', 'event_date'],
        ['Model.FACT_sessions', '"model"."fact_sessions"', 'session_date'],
        ['clean.quarantine', '"clean"."quarantine"', undefined],
        ['events', '"clean"."events"', undefined],
        ['funnel_daily', 'main."funnel_daily"', undefined],
    ])('takes %s for %s', (name, relation, partition) => {
        expect(exportable(name)).toMatchObject({ relation });
        expect(exportable(name).partition).toBe(partition);
    });

    it.each([
        ['fact_user_event', 'There is no table or view "fact_user_event" to export: name one of clean.'],
        ['main.funnel_daily', 'There is no table or view "main.funnel_daily" to export'],
        ["x'; drop table model.quality; --", 'There is no table or view "x\'; drop table model.quality; --" to export'],
        ['', 'There is no table or view "" to export'],
        ['state.runs', "state.runs is not for export, as the tables of state are the lake's own work"],
        ['ledger', 'ledger is not for export'],
        ['state.absent', 'state.absent is not for export'],
    ])('refuses %s', (name, sentence) => {
        expect(() => exportable(name)).toThrow(UsageError);
        expect(() => exportable(name)).toThrow(sentence);
    });

    it('gives no two tables one file name, so that all fit in one folder', () => {
        const names = exportables.map(({ fileName }) => fileName);
        expect(new Set(names).size).toBe(names.length);
    });
});
