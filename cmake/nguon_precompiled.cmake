# One precompiled header for every folder and one for every test: the standard library and the four libraries whose
# headers half of our files read. Only headers that never change stand in it, so that no edit of ours rebuilds the
# world. A file still includes what it uses: the tsan preset builds without it.
option(NGUON_PRECOMPILED "Use precompiled headers" ON)

# CMake would also name the header by its whole path, which makes every checkout's command another one for ccache.
set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)

set(headers
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <cstring> <deque> <expected>
  <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <random> <set> <span> <sstream> <stop_token>
  <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <boost/describe.hpp> <boost/json.hpp> <boost/mp11.hpp> <fmt/format.h> <spdlog/spdlog.h>)

function(nguon_precompiled_header name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LIBS" ${ARGN})
  if(NOT NGUON_PRECOMPILED)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "// CMake compiles the header with a source file.\n")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE nguon_options ${ARG_LIBS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES CXX_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/cmake/precompile.sh)
endfunction()

# target_precompile_headers(REUSE_FROM), when there is something to reuse.
function(nguon_reuse_precompiled target name)
  if(NGUON_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

nguon_precompiled_header(nguon_precompiled HEADERS ${headers})
nguon_precompiled_header(nguon_precompiled_tests HEADERS ${headers} <gmock/gmock.h> <gtest/gtest.h> LIBS GTest::gmock)
