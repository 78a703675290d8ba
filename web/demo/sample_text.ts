import { add_days, local_date } from '../src/lib/time';
import { commune, type StoredBulletin } from './state';

const vaccination = `Kính thưa bà con xã Vĩnh Thuận,

Trạm Y tế xã tổ chức tiêm chủng cho trẻ dưới 5 tuổi vào ngày 25/11/2026, từ 7h30 đến 11h00, tại Trạm Y tế xã.

Bà con mang theo sổ tiêm chủng và giấy khai sinh của trẻ. Mọi thắc mắc xin gọi 0297 3829 115.

Trân trọng cảm ơn bà con đã lắng nghe.`;

const water = `Kính thưa bà con,

Theo Công văn số 1316/TTCSTTĐN-TTCS, UBND xã thông báo lịch cấp nước sạch nông thôn tháng 12/2026.

Ấp Vĩnh Đông 1 và ấp Kinh 1 tạm ngưng cấp nước từ 8h00 đến 15h00 ngày 28/11/2026 để súc rửa đường ống. Bà con trữ khoảng 200 lít nước để dùng.`;

const market = `Kính thưa bà con,

Ban quản lý chợ Vĩnh Thuận nhắc các hộ kinh doanh nộp phí quý IV/2026 trước ngày 10/12/2026. Mức thu 450.000 đồng mỗi sạp, không thay đổi.`;

const lan = { id: 'lan', name: 'Nguyễn Thị Lan' };
const minh = { id: 'minh', name: 'Trần Văn Minh' };
const hour = 3_600_000;

/** One bulletin at each station of the way: approved, waiting for approval, draft. */
export function sample_bulletins(now: number): StoredBulletin[] {
  const today = local_date(now);
  const common = {
    version: 1, class: 'ordinary' as const, voice: 'espeak-north', area: commune.path,
    author: lan, targets: ['d-1', 'd-2', 'd-3'], valid_from: add_days(today, -3),
    valid_to: add_days(today, 14),
  };
  return [
    {
      ...common, id: 'b-vaccination', title: 'Lịch tiêm chủng cho trẻ dưới 5 tuổi',
      text: vaccination, state: 'scheduled', approver: minh,
      created_at: now - 50 * hour, updated_at: now - 26 * hour,
      rendering: { state: 'ready', media: 'm-18', duration_ms: 18_000, loudness_lufs: -16.1 },
      history: [
        { at: now - 50 * hour, who: lan.name, act: 'created' },
        { at: now - 28 * hour, who: lan.name, act: 'submitted' },
        { at: now - 26 * hour, who: minh.name, act: 'approved' },
      ],
    },
    {
      ...common, id: 'b-water', title: 'Tạm ngưng cấp nước để súc rửa đường ống', text: water,
      state: 'submitted', created_at: now - 5 * hour, updated_at: now - 2 * hour,
      rendering: { state: 'ready', media: 'm-21', duration_ms: 21_000, loudness_lufs: -15.9 },
      history: [
        { at: now - 5 * hour, who: lan.name, act: 'created' },
        { at: now - 2 * hour, who: lan.name, act: 'submitted' },
      ],
    },
    {
      ...common, id: 'b-market', title: 'Nhắc nộp phí chợ quý IV', text: market, state: 'draft',
      created_at: now - hour, updated_at: now - hour / 2,
      history: [{ at: now - hour, who: lan.name, act: 'created' }],
    },
  ];
}
