-- Emergencies and exercises (emergency/). `document` is the whole thing as JSON; the other columns repeat what lists and the job look for.
create table emergency (
  id text primary key,
  mode text not null check (mode in ('real', 'exercise')),
  stage text not null check (stage in ('waiting', 'on_air', 'over')),
  unfinished bigint not null,
  area text not null,
  raised_at bigint not null,
  version bigint not null,
  document text not null
);
create index emergency_by_time on emergency (raised_at, id);
create index emergency_unfinished on emergency (unfinished) where unfinished = 1;

-- Prepared texts per hazard. A unit's own stand before those of the units above it.
create table emergency_template (
  id text primary key,
  area text not null,
  hazard text not null,
  name text not null,
  title text not null,
  text text not null,
  siren bigint not null,
  minutes bigint not null,
  version bigint not null,
  changed_at bigint not null
);
create index emergency_template_by_area on emergency_template (area, hazard);

insert into emergency_template (id, area, hazard, name, title, text, siren, minutes, version, changed_at) values
('019aa000-0000-7000-8000-000000000001', '', 'storm', 'Bão đổ bộ', 'Cảnh báo bão', 'Thông báo khẩn cấp. Bão đang tiến gần và sẽ ảnh hưởng trực tiếp đến địa bàn. Đề nghị bà con khẩn trương chằng chống nhà cửa, cắt tỉa cây lớn, đưa tàu thuyền vào nơi neo đậu an toàn, dự trữ nước uống và lương thực. Người ở nhà không kiên cố, ven sông, ven biển di chuyển ngay đến nơi tránh trú theo hướng dẫn của chính quyền. Không ra khỏi nhà khi bão đổ bộ.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000002', '', 'flood', 'Lũ, ngập lụt', 'Cảnh báo lũ', 'Thông báo khẩn cấp. Nước lũ đang lên nhanh. Đề nghị bà con ở vùng thấp, ven sông, ven kênh di chuyển ngay người già, trẻ em và tài sản lên nơi cao. Ngắt điện trước khi nước vào nhà. Không đi qua đoạn đường ngập chảy xiết, không vớt củi trên sông. Nghe theo hướng dẫn của lực lượng cứu hộ.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000003', '', 'flash_flood', 'Lũ quét', 'Cảnh báo lũ quét', 'Thông báo khẩn cấp. Có nguy cơ xảy ra lũ quét. Đề nghị bà con sống ven suối, ven khe rời ngay khỏi nhà, đi lên nơi cao, tránh xa lòng suối. Không qua suối, qua ngầm tràn trong mọi trường hợp. Báo ngay cho chính quyền khi thấy nước suối đục bất thường hoặc có tiếng động lớn từ thượng nguồn.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000004', '', 'landslide', 'Sạt lở đất', 'Cảnh báo sạt lở đất', 'Thông báo khẩn cấp. Có nguy cơ sạt lở đất. Đề nghị bà con ở chân đồi, sườn dốc, bờ sông rời ngay đến nơi an toàn theo hướng dẫn. Không quay lại nhà để lấy tài sản. Báo ngay cho chính quyền khi thấy vết nứt, cây nghiêng hoặc nước chảy đục từ sườn dốc.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000005', '', 'forest_fire', 'Cháy rừng', 'Cảnh báo cháy rừng', 'Thông báo khẩn cấp. Đang có cháy rừng trên địa bàn. Đề nghị bà con không vào rừng, ở gần đám cháy thì di chuyển ngay theo hướng ngược chiều gió. Đóng kín cửa, dùng khăn ướt che mũi miệng khi có khói. Lực lượng chữa cháy tập trung tại điểm đã quy định. Ai phát hiện điểm cháy mới gọi ngay số 114.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000006', '', 'epidemic', 'Dịch bệnh', 'Thông báo khẩn về dịch bệnh', 'Thông báo khẩn. Trên địa bàn đã phát hiện ca bệnh truyền nhiễm nguy hiểm. Đề nghị bà con đeo khẩu trang, rửa tay thường xuyên, hạn chế tụ tập đông người. Ai có triệu chứng hoặc tiếp xúc gần với người bệnh liên hệ ngay trạm y tế để được hướng dẫn. Không tự ý rời khỏi khu vực đang khoanh vùng.', 0, 60, 1, 0),
('019aa000-0000-7000-8000-000000000007', '', 'dam_release', 'Xả lũ hồ chứa', 'Thông báo xả lũ hồ chứa', 'Thông báo khẩn cấp. Hồ chứa chuẩn bị xả lũ, nước sông phía hạ lưu sẽ dâng nhanh. Đề nghị bà con đang ở dưới sông, bãi bồi, bến đò lên bờ ngay. Đưa tàu thuyền, lồng bè, gia súc và tài sản đến nơi an toàn. Không lội qua sông, không đi qua ngầm tràn cho đến khi có thông báo mới.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-000000000008', '', 'whirlwind', 'Dông lốc, sét, mưa đá', 'Cảnh báo dông lốc', 'Thông báo khẩn cấp. Trong ít phút tới có dông mạnh kèm lốc, sét và có thể có mưa đá. Đề nghị bà con vào nhà kiên cố, tránh xa cây to, cột điện, biển quảng cáo. Rút phích cắm thiết bị điện. Người đang làm đồng, đang ở trên sông nước về ngay nơi trú ẩn.', 1, 30, 1, 0),
('019aa000-0000-7000-8000-000000000009', '', 'fire', 'Cháy, nổ', 'Cảnh báo cháy nổ', 'Thông báo khẩn cấp. Đang có cháy lớn trên địa bàn. Đề nghị bà con ở gần khu vực cháy khẩn trương rời đi theo hướng dẫn của lực lượng chữa cháy, nhường đường cho xe cứu hỏa. Không quay lại lấy tài sản, không tụ tập đứng xem.', 1, 30, 1, 0),
('019aa000-0000-7000-8000-00000000000a', '', 'salt_intrusion', 'Xâm nhập mặn', 'Thông báo khẩn về xâm nhập mặn', 'Thông báo khẩn. Độ mặn trên các kênh, rạch đang tăng cao. Đề nghị bà con không lấy nước tưới, không cho gia súc uống nước kênh cho đến khi có thông báo mới, tích trữ nước ngọt và đóng kín cống, bọng nội đồng.', 0, 30, 1, 0),
('019aa000-0000-7000-8000-00000000000b', '', 'environment', 'Sự cố môi trường, hóa chất', 'Cảnh báo sự cố môi trường', 'Thông báo khẩn cấp. Đã xảy ra sự cố rò rỉ chất độc hại. Đề nghị bà con ở trong nhà, đóng kín cửa, tắt quạt thông gió, dùng khăn ướt che mũi miệng. Không dùng nước kênh, nước giếng gần khu vực sự cố. Ai khó thở, chóng mặt gọi ngay số 115.', 1, 60, 1, 0),
('019aa000-0000-7000-8000-00000000000c', '', 'earthquake', 'Động đất, sóng thần', 'Cảnh báo động đất, sóng thần', 'Thông báo khẩn cấp. Có nguy cơ sóng thần sau động đất. Đề nghị bà con ven biển rời ngay bãi biển, chạy lên nơi cao hoặc vào sâu trong đất liền, không đợi thu dọn tài sản. Tàu thuyền ngoài khơi không vào bờ. Không quay lại cho đến khi có thông báo an toàn.', 1, 60, 1, 0);
