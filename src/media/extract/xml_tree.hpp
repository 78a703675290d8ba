#pragma once

#include "base/result.hpp"

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace media {

// Office formats are told apart by namespaces, but the prefixes may be any; the local names alone
// are unambiguous in the parts that are read here.

[[nodiscard]] inline std::string_view local_name(std::string_view name) {
    return name.substr(name.find(':') + 1);
}

[[nodiscard]] inline bool is(const pugi::xml_node& node, std::string_view local) {
    return node.type() == pugi::node_element && local_name(node.name()) == local;
}

[[nodiscard]] inline pugi::xml_node child(const pugi::xml_node& node, std::string_view local) {
    return node.find_child([&](const pugi::xml_node& at) { return is(at, local); });
}

[[nodiscard]] inline std::string_view attribute(const pugi::xml_node& node,
                                                std::string_view local) {
    return node
        .find_attribute(
            [&](const pugi::xml_attribute& at) { return local_name(at.name()) == local; })
        .value();
}

/// Deeper trees are not written by any word processor.
inline constexpr int xml_depth_max = 100;

/// Parses one part; an empty part is an empty tree. `media.document_broken` when it is not XML.
/// pugixml reads no document type definition, so entities cannot multiply.
[[nodiscard]] base::Result<pugi::xml_document> parse_xml(const std::string& text);

} // namespace media
