import { describe, expect, test } from 'vitest';
import { scramVerifier } from './scram-verifier.js';

describe('scramVerifier', () => {
    test('is what follows from the example of RFC 7677', () => {
        // https://www.rfc-editor.org/rfc/rfc7677#section-3: user "user", password "pencil". Its keys were worked out with Python's hashlib.
        const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
        expect(scramVerifier('pencil', salt)).toBe('SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=');
    });

    test('differs each time, as its salt does', () => {
        expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
    });

    test('refuses a password with signs that would have to be prepared first', () => {
        expect(() => scramVerifier('pässword')).toThrow('signs from ! to ~');
    });
});
