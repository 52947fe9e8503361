import { describe, expect, test } from 'vitest';
import { chooseImages, mostBytes, mostImages } from '#renderer/features/chat/images.ts';

const png = (name: string, size = 1_000) => ({ name, size, type: 'image/png' });

describe('images for a message', () => {
  test('of the four types are taken, others are named with the reason', () => {
    const files = [png('a.png'), { name: 'b.svg', size: 1, type: 'image/svg+xml' }];
    const { taken, refused } = chooseImages(files, []);
    expect(taken.map(({ name }) => name)).toEqual(['a.png']);
    expect(refused).toEqual([{ name: 'b.svg', why: 'type' }]);
  });

  test('are as many as the contract allows, with those that are there already', () => {
    const files = Array.from({ length: mostImages }, (_, index) => png(`${index}.png`));
    const { taken, refused } = chooseImages(files, [{ bytes: 1 }]);
    expect(taken).toHaveLength(mostImages - 1);
    expect(refused).toEqual([{ name: `${mostImages - 1}.png`, why: 'count' }]);
  });

  test('are not too large, each and all together', () => {
    expect(chooseImages([png('a', mostBytes + 1)], []).refused[0]?.why).toBe('size');
    const four = Array.from({ length: 4 }, (_, index) => png(`${index}`, 9_000_000));
    expect(chooseImages(four, []).taken).toHaveLength(3);
  });
});
