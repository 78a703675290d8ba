# nguon_embed(TARGET nguon_app NAME openapi_document FILE path)
#   Puts the bytes of a file into the target, without a compiler reading them, and defines
#   `std::string_view embedded::<NAME>()`, which the user declares. FILE may be made by the build.
function(nguon_embed)
  cmake_parse_arguments(ARG "" "TARGET;NAME;FILE" "" ${ARGN})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${ARG_NAME}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[
#include <string_view>
__asm__(".section .rodata\n"
        ".balign 16\n"
        "nguon_embedded_@ARG_NAME@_begin:\n"
        ".incbin \"@ARG_FILE@\"\n"
        "nguon_embedded_@ARG_NAME@_end:\n"
        ".byte 0\n"
        ".text\n");
extern "C" {
__attribute__((visibility("hidden"))) extern const char nguon_embedded_@ARG_NAME@_begin[];
__attribute__((visibility("hidden"))) extern const char nguon_embedded_@ARG_NAME@_end[];
}
namespace embedded {
std::string_view @ARG_NAME@();
std::string_view @ARG_NAME@() {
    return {nguon_embedded_@ARG_NAME@_begin, nguon_embedded_@ARG_NAME@_end};
}
} // namespace embedded
]=])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${ARG_FILE})
  target_sources(${ARG_TARGET} PRIVATE ${source})
endfunction()

# nguon_openapi(TARGET nguon_app)
#   Assembles the folders' OpenAPI fragments at build time: `std::string_view embedded::openapi_document()`, JSON.
function(nguon_openapi)
  cmake_parse_arguments(ARG "" "TARGET" "" ${ARGN})
  set(document ${CMAKE_CURRENT_BINARY_DIR}/openapi.json)
  file(GLOB fragments CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*/*.openapi.yaml)
  add_custom_command(OUTPUT ${document}
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/bundle_openapi.py --json ${document}
    DEPENDS ${fragments} ${CMAKE_SOURCE_DIR}/tools/bundle_openapi.py VERBATIM)
  nguon_embed(TARGET ${ARG_TARGET} NAME openapi_document FILE ${document})
endfunction()
