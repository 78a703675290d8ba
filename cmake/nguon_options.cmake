# What every target of ours is compiled with, and the libraries that its precompiled header names.
add_library(nguon_options INTERFACE)
target_compile_options(nguon_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers -Werror)
target_compile_definitions(nguon_options INTERFACE
  BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING BOOST_ASIO_NO_DEPRECATED)
target_include_directories(nguon_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(nguon_options INTERFACE Threads::Threads Boost::json fmt::fmt spdlog::spdlog)
if(NGUON_SANITIZE)
  target_compile_options(nguon_options INTERFACE -fsanitize=${NGUON_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(nguon_options INTERFACE -fsanitize=${NGUON_SANITIZE})
endif()
