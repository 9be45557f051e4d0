#!/usr/bin/env bash
# Fills eng/feed with the three packages that a partial NuGet mirror may lack.
#
#   eng/feed.sh          ONNX Runtime for the CPU, and ImageSharp
#   eng/feed.sh --cuda   the same with ONNX Runtime's CUDA 13 provider (a further download of 230 MB)
#
# build.sh calls it when a restore reports these packages missing; nobody needs it where NuGet is complete.
# Nothing here is built from scratch: the files come, unchanged, out of packages that other registries carry,
# each pinned to a version and checked against a SHA-512 written below. ONNX Runtime's managed half comes as C# sources
# and is compiled here. Needs dotnet, npm, tar; downloads 260 MB. The result serves Linux on x64; on other systems
# take the packages from a complete NuGet mirror.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
feed=$root/eng/feed
onnxruntime=1.29.0
imagesharp=2.1.3

say() { printf 'feed: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

variant=cpu
case ${1-} in
  '') ;;
  --cuda) variant=cuda ;;
  *) fail "expected no argument or --cuda, got '$1'" ;;
esac
[[ $(uname -s)/$(uname -m) == Linux/x86_64 ]] ||
  fail "expected Linux on x64, got $(uname -s) on $(uname -m): this feed holds Linux x64 libraries only"
for tool in dotnet npm tar sha512sum; do
  command -v "$tool" >/dev/null || fail "expected '$tool' on the PATH, found none"
done

# The stamp says which recipe filled the feed and how: a changed script fills it anew, a feed with CUDA also serves without.
stamp=$feed/built-from
recipe=$(sha256sum <"${BASH_SOURCE[0]}" | cut -d' ' -f1)
packages=(
  "Microsoft.ML.OnnxRuntime.Managed.$onnxruntime.nupkg"
  "Microsoft.ML.OnnxRuntime.Gpu.$onnxruntime.nupkg"
  "SixLabors.ImageSharp.$imagesharp.nupkg"
)
complete() {
  local package
  for package in "${packages[@]}"; do [[ -s $feed/$package ]] || return 1; done
  grep -qsx -e "$recipe $variant" -e "$recipe cuda" "$stamp"
}
if complete; then say "complete already ($(cut -d' ' -f2 "$stamp"))"; exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

quietly() { # Runs a command; its output is shown only if it fails.
  "$@" >"$work/log" 2>&1 </dev/null || { cat "$work/log" >&2; fail "failed: $*"; }
}

verify() { # FILE SHA512
  local came
  came=$(sha512sum <"$1" | cut -d' ' -f1)
  [[ $came == "$2" ]] || fail "refused $(basename "$1"): expected SHA-512 $2, got $came"
}

from_npm() { # NAME VERSION SHA512 PATH…: downloads a package, checks it, unpacks the given paths into ./package
  local name=$1 version=$2 sha512=$3 tarball=$1-$2.tgz
  shift 3
  say "downloading $name $version"
  quietly npm pack --silent --pack-destination "$work" "$name@$version"
  [[ -s $tarball ]] || fail "expected npm to write $tarball, found none"
  verify "$tarball" "$sha512"
  tar xzf "$tarball" "${@/#/package/}"
  rm "$tarball"
}

pack_files() { # ID VERSION LICENCE DESCRIPTION DEPENDENCIES FILES: a package of files that exist already
  cat >"$1.nuspec" <<XML
<?xml version="1.0" encoding="utf-8"?>
<package>
  <metadata>
    <id>$1</id>
    <version>$2</version>
    <authors>see the licence</authors>
    <license type="expression">$3</license>
    <description>$4 Repacked on this machine for this machine.</description>
    <dependencies><group targetFramework="net6.0">$5</group></dependencies>
  </metadata>
  <files>$6</files>
</package>
XML
  quietly dotnet pack files.csproj -c Release -o "$work/out" -v quiet -p:NuspecFile="$1.nuspec" -p:NuspecBasePath="$work"
}

mkdir out
cat >files.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <EnableDefaultItems>false</EnableDefaultItems>
    <IncludeBuildOutput>false</IncludeBuildOutput>
    <NoWarn>$(NoWarn);NU5100;NU5127;NU5128</NoWarn>
  </PropertyGroup>
</Project>
XML

# ONNX Runtime, managed half: Microsoft's C# sources, as the Unity package carries them.
# They are written against System.Numerics.Tensors 9, an ordinary dependency that NuGet carries.
from_npm com.github.asus4.onnxruntime 0.4.9 \
  064cf176e499f4891e0cfe90f25cf64c553689eee1492bd2ed921fccca28131a2ad02373267bae19a509ec8b288c182a3b8a2e0f58d76a1f0e63225b08ddbd16 \
  Runtime
mkdir managed
mv package/Runtime managed/sources
cat >managed/managed.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <AssemblyName>Microsoft.ML.OnnxRuntime</AssemblyName>
    <PackageId>Microsoft.ML.OnnxRuntime.Managed</PackageId>
    <Version>$onnxruntime</Version>
    <PackageLicenseExpression>MIT</PackageLicenseExpression>
    <Description>ONNX Runtime's C# API. Compiled on this machine for this machine.</Description>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <GenerateDocumentationFile>true</GenerateDocumentationFile>
    <WarningLevel>0</WarningLevel>
    <NoWarn>\$(NoWarn);CS1570;CS1572;CS1573;CS1574;CS1587;CS1591</NoWarn>
    <RestorePackagesPath>$work/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <Using Include="System.Reflection" />
    <PackageReference Include="System.Numerics.Tensors" Version="9.0.*" />
  </ItemGroup>
</Project>
XML
say "compiling ONNX Runtime's C# API"
quietly dotnet pack managed/managed.csproj -c Release -o "$work/out" -v quiet

# ONNX Runtime, native half: Microsoft's own library, as the Node package carries it.
from_npm onnxruntime-node "$onnxruntime" \
  5a3895541ef6ae220bcfc1db62fc6f9a32b213f5a6918a127ca63ef9ac68e63011eb4f47420f0cc221bf1e14a1a537097e6980773c71981f8c3124f703e4a23c \
  bin/napi-v6/linux/x64
mkdir native
mv package/bin/napi-v6/linux/x64/libonnxruntime.so.1 native/libonnxruntime.so
if [[ $variant == cuda ]]; then
  from_npm com.github.asus4.onnxruntime.linux-x64-gpu 0.4.9 \
    168a4884d13f360fafd97eb9c1573d7253c2042be1bc0e771f1a3653429fe5f19d56c0bb88203e999d0a2d6820710023ed3219ea9362751e000b5d20ef85e8eb \
    Plugins/Linux/x64
  mv package/Plugins/Linux/x64/libonnxruntime_providers_{shared,cuda}.so native/
fi
pack_files Microsoft.ML.OnnxRuntime.Gpu "$onnxruntime" MIT "ONNX Runtime's native library for Linux x64 ($variant)." \
  "<dependency id=\"Microsoft.ML.OnnxRuntime.Managed\" version=\"$onnxruntime\" />" \
  '<file src="native/*.so" target="runtimes/linux-x64/native" />'

# ImageSharp: the assembly, as a tool on NuGet carries it.
tool=dotnet-reportgenerator-globaltool tool_version=5.1.23
cat >tool.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestorePackagesPath>$work/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup><PackageDownload Include="$tool" Version="[$tool_version]" /></ItemGroup>
</Project>
XML
say "downloading $tool $tool_version"
quietly dotnet restore tool.csproj -v quiet
cp "packages/$tool/$tool_version/tools/net6.0/any/SixLabors.ImageSharp.dll" .
verify SixLabors.ImageSharp.dll \
  325c9c3a316852ea6156a07317a64e369048dc7cfea21e9ea87f8723cf37515f0dfc0a31ab3bf07155ea27938d426c9832c1fcba1ab6c96573cc44eacfa05255
pack_files SixLabors.ImageSharp "$imagesharp" Apache-2.0 "ImageSharp, the assembly alone." '' \
  '<file src="SixLabors.ImageSharp.dll" target="lib/net6.0" />'

# Only a complete set reaches the feed, each file whole, the stamp last.
mkdir -p "$feed"
rm -f "$stamp"
for package in "${packages[@]}"; do
  [[ -s out/$package ]] || fail "expected $package to have been packed, found none"
  cp "out/$package" "$feed/.incoming"
  mv "$feed/.incoming" "$feed/$package"
done
printf '%s %s\n' "$recipe" "$variant" >"$stamp"

# NuGet unpacks a version once and then never looks at the feed again, so copies of an earlier feed have to go.
cache=$(dotnet nuget locals global-packages --list | sed -n 's/^[^:]*global-packages: *//p' | tail -n 1)
for unpacked in "microsoft.ml.onnxruntime.managed/$onnxruntime" "microsoft.ml.onnxruntime.gpu/$onnxruntime" "sixlabors.imagesharp/$imagesharp"; do
  if grep -qs '"source": *".*/eng/feed/\?"' "$cache/$unpacked/.nupkg.metadata"; then rm -rf "${cache:?}/$unpacked"; fi
done
say "complete ($variant): $(du -sh "$feed" | cut -f1) in eng/feed"
