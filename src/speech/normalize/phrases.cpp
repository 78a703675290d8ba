#include "speech/normalize/phrases.hpp"

namespace speech {

const Dictionary& phrases() {
    constexpr bool exact = true;
    static const Dictionary table({
        {"v/v", "về việc"},
        {"đ/c", "đồng chí"},
        {"đ/chí", "đồng chí"},
        {"b/c", "báo cáo"},
        {"k/g", "kính gửi"},
        {"p/h", "phối hợp"},
        {"t/h", "thực hiện"},
        {"c/đ", "chỉ đạo"},
        {"k/h", "kế hoạch"},
        {"n/v", "nhiệm vụ"},
        {"t/m", "thay mặt"},
        {"v.v", "vân vân"},
        {"v.v.", "vân vân"},
        {"v.v...", "vân vân"},
        {"v.v…", "vân vân"},
        {"T.Ư", "trung ương", exact},
        {"T.W", "trung ương", exact},
        {"TP.HCM", "thành phố Hồ Chí Minh"},
        {"TP. HCM", "thành phố Hồ Chí Minh"},
        {"Tp.HCM", "thành phố Hồ Chí Minh", exact},
        {"PGS.TS", "phó giáo sư, tiến sĩ"},
        {"GS.TS", "giáo sư, tiến sĩ"},
        {"PGS, TS", "phó giáo sư, tiến sĩ"},
        {"Th.S", "thạc sĩ"},
        {"BS.CKI", "bác sĩ chuyên khoa một", exact},
        {"BS.CKII", "bác sĩ chuyên khoa hai", exact},
        {"VH TT & TT", "văn hóa, thông tin và thể thao", exact},
        {"VH-TT&TT", "văn hóa, thông tin và thể thao", exact},
        {"VHTT & TT", "văn hóa, thông tin và thể thao", exact},
        {"VH, TT & DL", "văn hóa, thể thao và du lịch", exact},
        {"VH,TT&DL", "văn hóa, thể thao và du lịch", exact},
        {"VHTT&DL", "văn hóa, thể thao và du lịch", exact},
        {"LĐ-TB&XH", "lao động thương binh và xã hội", exact},
        {"LĐ - TB&XH", "lao động thương binh và xã hội", exact},
        {"LĐTB&XH", "lao động thương binh và xã hội", exact},
        {"NN & PTNT", "nông nghiệp và phát triển nông thôn", exact},
        {"TNCS HCM", "thanh niên cộng sản Hồ Chí Minh", exact},
        {"TNCS Hồ Chí Minh", "thanh niên cộng sản Hồ Chí Minh", exact},
        {"BCH QS", "ban chỉ huy quân sự", exact},
        {"BCH TW", "ban chấp hành trung ương", exact},
        {"BCH TƯ", "ban chấp hành trung ương", exact},
        {"GCN QSDĐ", "giấy chứng nhận quyền sử dụng đất", exact},
        {"Covid-19", "cô vít mười chín"},
        {"SARS-CoV-2", "xác cô vi hai"},
        {"Wi-Fi", "oai phai"},
        {"e-mail", "i meo"},
        {"HIV/AIDS", "hát i vê ết"},
        {"A/H5N1", "a hát năm nờ một", exact},
        {"in-tơ-nét", "in tơ nét"},
    });
    return table;
}

} // namespace speech
