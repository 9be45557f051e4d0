#!/usr/bin/env bash
# Tries the package as its users do: packs the library, lets a console project outside this repository reference the
# packed file, and runs the first C# block of the README in it, word for word. The other C# blocks of the README and of
# docs/ are compiled against the package, word for word too; a block marked cs instead of csharp speaks of the
# inside of the library and is not.
#
#   eng/package-trial.sh [README]    another file than README.md can be tried
#
# Needs a restored repository (build.sh test restores before it calls this).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readme=${1:-$root/README.md}
version=0.0.0-trial.$(date +%s).$$
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/packages" "$work/app" "$work/run"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

fail() { printf 'package trial: %s\n' "$*" >&2; exit 1; }

awk '/^```csharp/ && !seen { inside = seen = 1; next } /^```/ { inside = 0 } inside' "$readme" >"$work/block.cs"
[[ -s $work/block.cs ]] || fail "expected a block of C# in $(basename "$readme"), found none"

# The version belongs to this run alone, so no cached package can stand in for the one just packed.
dotnet pack "$root/src/Saliency/Saliency.csproj" -c Release --no-restore -v quiet -o "$work/packages" -p:PackageVersion="$version"
package=$work/packages/Saliency.$version.nupkg
[[ -s $package ]] || fail "expected the package $(basename "$package"), found: $(ls "$work/packages")"
[[ -s ${package%.nupkg}.snupkg ]] || fail "expected a package of symbols beside $(basename "$package"), found none"

# What is on this machine already serves the dependencies; the package itself is unpacked into the work folder.
cache=$(dotnet nuget locals global-packages --list | sed -n 's/^[^:]*global-packages: *//p' | tail -n 1)
cat >"$work/app/nuget.config" <<XML
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <add key="trial" value="$work/packages" />
    <add key="saliency-feed" value="$root/eng/feed" />
  </packageSources>
  <fallbackPackageFolders><add key="machine" value="$cache" /></fallbackPackageFolders>
</configuration>
XML
cat >"$work/app/Trial.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NoWarn>\$(NoWarn);CS0105;CS8321;CS0414;CS0649;CS0169;CS8933;CS8019</NoWarn>
    <RestorePackagesPath>$work/unpacked</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Saliency" Version="$version" /></ItemGroup>
</Project>
XML
{
  cat "$work/block.cs"
  # The README's own variable, looked at: a map that says the same of every pixel explains nothing.
  cat <<'CS'
var values = map.Values.ToArray();
Console.WriteLine($"map of {map.Height}×{map.Width}, {values.Min():g4} to {values.Max():g4}, {values.Distinct().Count()} different values");
return values.All(float.IsFinite) && values.Min() < values.Max() ? 0 : 1;
CS
} >"$work/app/Program.cs"

# Every other block becomes a method of its own, or types where it declares some. What a page takes for granted (a model, a
# photo, a map of it) are fields, which a block's own variables may hide, and the six namespaces of docs/getting-started.md;
# any other a block names itself.
pages=0
while IFS= read -r page; do
  pages=$((pages + 1))
  awk -v folder="$work/app" -v page="$pages" '
    function flush() {
      out = folder "/Page" page "Block" block ".cs"
      if (text ~ /(^|\n)((public|internal) )?(sealed |static )?(class|record|interface) /)
        print usings "namespace Page" page "Block" block "\n{\n" text "}" >out
      else
        print usings "internal static class Page" page "Block" block "\n{\npublic static void Run()\n{\n" text "}\n" granted "}" >out
      close(out)
    }
    BEGIN {
      granted = "static OnnxModel model = null!; static Photo photo = null!; static ModelInput input = null!; static SaliencyMap map = null!;" \
        " static System.Threading.CancellationToken cancellationToken = default;\n"
    }
    /^```csharp/ { inside = 1; block++; text = usings = ""; next }
    inside && /^```/ { inside = 0; flush(); next }
    inside && /^using [A-Z][A-Za-z.]*;$/ { usings = usings $0 "\n"; next }
    inside { text = text $0 "\n" }
  ' "$page"
done < <(find "$readme" "$root/docs" -name '*.md' | sort)
cat >"$work/app/Usings.cs" <<'CS'
global using Saliency;
global using Saliency.Explainers;
global using Saliency.Imaging;
global using Saliency.Metrics;
global using Saliency.Models;
global using Saliency.Rendering;
CS

dotnet build "$work/app/Trial.csproj" -c Release -v quiet -o "$work/built" || fail "a block of C# in the README or in docs does not compile against the package"
for part in LICENSE NOTICE LICENSE-APACHE-2.0.txt README.md lib/net10.0/Saliency.dll lib/net10.0/Saliency.xml; do
  [[ -s $work/unpacked/saliency/$version/$part ]] || fail "expected $part in the package, found none"
done

# The block names its files as seen from the top of the repository.
ln -s "$root/samples" "$work/run/samples"
(cd "$work/run" && dotnet "$work/built/Trial.dll" </dev/null) || fail "the README's block failed, or its map is constant"

# Every picture that the block saves has to be one.
while IFS= read -r picture; do
  [[ -s $work/run/$picture ]] || fail "expected the README's block to write $picture, found none"
  case $picture in
    *.png) signature=89504e470d0a1a0a ;;
    *.jpg) signature=ffd8ff ;;
    *) continue ;;
  esac
  [[ $(head -c $((${#signature} / 2)) "$work/run/$picture" | od -An -tx1 | tr -d ' \n') == "$signature" ]] ||
    fail "expected $picture to be a picture of its kind, found other bytes"
  printf '%s: %s bytes\n' "$picture" "$(wc -c <"$work/run/$picture" | tr -d ' ')"
done < <(grep -oE '\.Save\("[^"]+"' "$work/block.cs" | sed 's/.*("//; s/"$//')
