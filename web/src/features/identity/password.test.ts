import { expect, test } from 'vitest';
import { password_strength } from './password';

test('a short or repeating password is weak', () => {
  expect(password_strength('Abc@123')).toBe(0);
  expect(password_strength('aaaaaaaaaaaaaaaaaaaa')).toBe(0);
});

test('a phrase of several words is strong', () => {
  expect(password_strength('cây cầu tre sáng sớm')).toBe(3);
  expect(password_strength('cay-cau-tre-xa')).toBe(2);
});
