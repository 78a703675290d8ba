/** Hoàng Sa and Trường Sa are Việt Nam's. Their islands are too small for the outlines of the
 * provinces, so the largest stand here one by one, and the names are drawn at every scale. */
interface Archipelago {
  name: string;
  part_of: string;
  label: [number, number];
  islands: [number, number][];
}

export const archipelagos: Archipelago[] = [
  {
    name: 'Quần đảo Hoàng Sa\n(Việt Nam)',
    part_of: '48',
    label: [111.95, 16.45],
    islands: [
      [111.61, 16.53], [111.7, 16.45], [111.51, 16.45], [111.2, 15.78], [111.73, 16.67],
      [112.34, 16.83], [112.26, 16.98], [112.33, 16.34], [112.73, 16.67],
    ],
  },
  {
    name: 'Quần đảo Trường Sa\n(Việt Nam)',
    part_of: '56',
    label: [113.6, 9.6],
    islands: [
      [111.92, 8.64], [112.92, 8.86], [113.83, 7.89], [114.33, 9.88], [114.48, 10.18],
      [114.33, 11.43], [114.29, 11.05], [114.37, 10.38], [115.8, 10.73], [114.42, 9.72],
      [113.99, 9.27], [114.08, 10.9],
    ],
  },
];
