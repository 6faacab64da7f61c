# Untested. `nix run "git+file:CHECKOUT?dir=packaging/nix"` should open readtui.
{
  description = "Read articles in the terminal and annotate them";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (
        pkgs:
        let
          python = pkgs.python3Packages;
          # If nixpkgs has it meanwhile, take it from there.
          fsrs = python.buildPythonPackage rec {
            pname = "fsrs";
            version = "6.3.2";
            pyproject = true;
            src = pkgs.fetchPypi {
              inherit pname version;
              hash = pkgs.lib.fakeHash;
            };
            build-system = [ python.setuptools ];
          };
        in
        {
          default = python.buildPythonApplication {
            pname = "readtui";
            version = "0.2.0";
            pyproject = true;
            src = ../..;
            build-system = [ python.hatchling ];
            # nixpkgs has one version of each; pyproject.toml says which were tested.
            pythonRelaxDeps = true;
            dependencies = [
              fsrs
            ]
            ++ (with python; [
              textual
              rich
              tinydb
              click
              platformdirs
              charset-normalizer
              webencodings
              markdown-it-py
              mdit-py-plugins
              pygments
              rapidfuzz
              regex
              pypdfium2
              mammoth
              lxml
              lxml-html-clean
              trafilatura
              urllib3
              jinja2
            ]);
            # The tests need a terminal and minutes.
            doCheck = false;
            pythonImportsCheck = [ "readtui" ];
            meta.mainProgram = "readtui";
          };
        }
      );
    };
}
