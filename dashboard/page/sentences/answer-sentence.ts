import type { Answer } from '../../answers/answer.js';
import type { Visual } from '../../visual.js';
import type { Phrase } from '../phrase.js';
import { barsSentence } from './bars-sentence.js';
import { figureSentence } from './figure-sentence.js';
import { funnelSentence } from './funnel-sentence.js';
import { heatSentence } from './heat-sentence.js';
import { listSentence } from './list-sentence.js';
import { scatterSentence } from './scatter-sentence.js';
import { trendSentence } from './trend-sentence.js';

/** The answer to a visual's question in a sentence or two, with its comparison. */
export function answerSentence(visual: Visual, answer: Answer): Phrase {
    switch (visual.kind) {
        case 'figure':
            return figureSentence(visual, answer);
        case 'funnel':
            return funnelSentence(visual, answer);
        case 'trend':
            return trendSentence(visual, answer);
        case 'heat map':
            return heatSentence(visual, answer);
        case 'bars':
            return barsSentence(visual, answer);
        case 'scatter':
            return scatterSentence(visual, answer);
        case 'list':
            return listSentence(visual, answer);
    }
}
