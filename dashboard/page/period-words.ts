import type { LakeState, ReadChoice } from '../answers/answer.js';
import type { Days } from '../answers/period.js';
import { countText } from '../looks/number-text.js';
import { dayText } from '../looks/value-text.js';

/** Which days the page is about and with what they are compared; said once for all cards. */
export function periodWords({ period }: ReadChoice, lake: LakeState): string {
    if (period === null) return '';
    const days = period.days === 1 ? dayText(period.from) : `${spanText(period)}, ${countText(period.days)} days`;
    const isOpen = (period.compared !== null || period.days > 1) && lake.span !== null && period.from <= lake.span.to && period.to >= lake.span.to;
    const open = isOpen ? ` ${dayText(lake.span!.to)} may not be over${period.compared === null ? '' : ', and is left out where days are compared'}.` : '';
    const compared = period.compared === null ? ` ${period.whyNot ?? ''}` : ` Compared with ${spanText(period.compared.before)}.`;
    return `${days}; days and hours are UTC.${open}${compared}`.trim();
}

const spanText = ({ from, to }: Days): string => (from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`);
